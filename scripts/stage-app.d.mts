/** Lays out the application as it is packed, and gives its folder. */
export function stageApp(options?: {
  readonly folder?: string;
  readonly platform?: string;
  readonly arch?: string;
  /** The packages are linked, not copied. */
  readonly link?: boolean;
}): Promise<string>;
