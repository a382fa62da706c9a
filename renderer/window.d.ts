/** What the desktop application gives the page beyond a browser. Missing in a browser. */
interface StockpotWindow {
  readonly platform: string;
  pathOf(file: File): string;
  pickFiles(options: {
    readonly kinds: 'manual' | 'recipe' | 'data' | 'model' | 'backup';
    readonly many: boolean;
  }): Promise<readonly string[]>;
  pickFolder(): Promise<string | null>;
  pickSavePath(name: string): Promise<string | null>;
  showInFolder(path: string): Promise<void>;
  openExternal(url: string): Promise<void>;
}

interface Window {
  readonly stockpot?: StockpotWindow;
}
