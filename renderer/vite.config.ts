import { cpSync, createReadStream, existsSync } from 'node:fs';
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
export function pdfjsFiles(): Plugin {
  const folders = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];
  return {
    name: 'pdfjs-files',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [, folder, file] = /^\/pdfjs\/(\w+)\/([\w.-]+)$/.exec(request.url ?? '') ?? [];
        if (folder === undefined || !folders.includes(folder) || !existsSync(`${pdfjs}${folder}/${file}`))
          return next();
        if (file?.endsWith('.js')) response.setHeader('Content-Type', 'text/javascript');
        createReadStream(`${pdfjs}${folder}/${file}`).pipe(response);
      });
    },
    writeBundle({ dir }) {
      for (const folder of folders) cpSync(`${pdfjs}${folder}`, `${dir}/pdfjs/${folder}`, { recursive: true });
    },
  };
}
