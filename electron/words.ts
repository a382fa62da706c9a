/** Names that main, the preload script and the page have to agree on. */
export const contractWords = {
  /** What the page posts to itself, and is posted with a port; the page's own copy is in renderer/transport/message-port.ts. */
  wanted: 'stockpot:contract-wanted',
  given: 'stockpot:contract',
  /** Between the preload script and main. */
  channels: {
    openContract: 'contract:open',
    contractPort: 'contract:port',
    pickFiles: 'dialog:pick-files',
    pickFolder: 'dialog:pick-folder',
    pickSavePath: 'dialog:pick-save-path',
    showInFolder: 'shell:show-in-folder',
    openExternal: 'shell:open-external',
  },
} as const;

/** The application's own protocol, and the one page that it serves. */
export const scheme = 'stockpot';
export const pageOrigin = 'stockpot://app';
