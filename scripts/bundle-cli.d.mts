export function bundledCommandLine(): string;
