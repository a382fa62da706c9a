import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';
import { Tooltip } from './tooltip.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One `primary` on a page: what the page is for. `quiet` has no edge until it is pointed at. */
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'm' | 'l' | 's';
  readonly icon?: LucideIcon;
  /** Something is under way: shown, and pressing again does nothing. */
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children: ReactNode;
}

export function Button({
  tone = 'plain',
  size = 'm',
  icon: Icon,
  busy = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[tone], styles[size], className)}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <span className={styles.spinner} aria-hidden /> : Icon && <Icon size={16} aria-hidden />}
      <span>{children}</span>
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly icon: LucideIcon;
  /** Its name: read out, and shown when pointed at. */
  readonly label: string;
  readonly size?: 'm' | 's';
  /** False where the picture is plain and the button takes the focus by itself. */
  readonly tip?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that is a picture alone; its name is its tooltip. */
export function IconButton({ icon: Icon, label, size = 'm', tip = true, className, ...rest }: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={classes(styles.button, styles.quiet, styles.icon, size === 's' && styles.iconSmall, className)}
    >
      <Icon size={size === 's' ? 16 : 18} aria-hidden />
    </button>
  );
  return tip ? <Tooltip text={label}>{button}</Tooltip> : button;
}
