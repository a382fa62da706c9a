import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { contractWords } from '../words.ts';
import { passContract } from './pass-contract.ts';

// Runs in the sandbox, before the page. What the page gets are these functions, never Electron's own objects.
const channels = contractWords.channels;
const bridge: StockpotWindow = {
  platform: process.platform,
  pathOf: (file) => webUtils.getPathForFile(file),
  pickFiles: ({ kinds, many }) => ipcRenderer.invoke(channels.pickFiles, { kinds, many }),
  pickFolder: () => ipcRenderer.invoke(channels.pickFolder),
  pickSavePath: (name) => ipcRenderer.invoke(channels.pickSavePath, name),
  showInFolder: (path) => ipcRenderer.invoke(channels.showInFolder, path),
  openExternal: (url) => ipcRenderer.invoke(channels.openExternal, url),
};
contextBridge.exposeInMainWorld('stockpot', bridge);
passContract(window, ipcRenderer);
