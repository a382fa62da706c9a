import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import styles from './overlay.module.css';

/** A word or two about a control, when it is pointed at or focused. Never the only place where something is said. */
export function Tooltip({
  text,
  side = 'bottom',
  children,
}: {
  readonly text: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactElement;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
