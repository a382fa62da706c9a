import type { LucideIcon } from 'lucide-react';
import { DropdownMenu, Popover as RadixPopover } from 'radix-ui';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './overlay.module.css';

export interface MenuItem {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** A line above it. */
  readonly separated?: boolean;
  readonly run: () => void;
}

/** A button's menu: arrows and letters move in it, Esc closes it. */
export function Menu({
  trigger,
  items,
  align = 'end',
}: {
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {items.map(({ label, icon: Icon, danger, disabled, separated, run }) => (
            <Fragment key={label}>
              {separated && <DropdownMenu.Separator className={styles.menuLine} />}
              <DropdownMenu.Item
                className={classes(styles.menuItem, danger && styles.menuDanger)}
                disabled={disabled ?? false}
                onSelect={run}
              >
                {Icon && <Icon size={16} aria-hidden />}
                {label}
              </DropdownMenu.Item>
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A small panel that a button opens. */
export function Popover({
  trigger,
  label,
  children,
}: {
  readonly trigger: ReactElement;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content className={styles.popover} aria-label={label} sideOffset={6} collisionPadding={12}>
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
