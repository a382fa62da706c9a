import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const pdfjs = fileURLToPath(new URL('../node_modules/pdfjs-dist/', import.meta.url));

/** The window, as the files that `stockpot serve` and the desktop application hand out. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), pdfjsFiles()],
  build: {
    outDir: fileURLToPath(new URL('../build/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // A picture or font inside the style sheet would need `data:` in the content policy's font-src.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

/** What pdf.js fetches by name while it draws: character maps, the standard fonts, picture decoders. */
function pdfjsFiles(): Plugin {
  return {
    name: 'pdfjs-files',
    apply: 'build',
    writeBundle({ dir }) {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm', 'iccs']) {
        cpSync(`${pdfjs}${folder}`, `${dir}/pdfjs/${folder}`, { recursive: true });
      }
    },
  };
}
