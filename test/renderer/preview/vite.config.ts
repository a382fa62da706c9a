import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pdfjsFiles } from '../../../renderer/vite.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The window over an invented home, for looking at it while it is made: `npm run dev:renderer`. */
export default defineConfig({
  root: at('.'),
  publicDir: at('../../../renderer/public'),
  cacheDir: at('../../../build/preview-cache'),
  server: { host: '127.0.0.1', port: 5199, strictPort: true, fs: { allow: [at('../../..')] } },
  plugins: [
    react(),
    pdfjsFiles(),
    {
      name: 'invented-host',
      configureServer({ middlewares }) {
        middlewares.use((request, response, next) => {
          if (!/^\/manuals\/[^/]+\/file/.test(request.url ?? '')) return next();
          response.setHeader('Content-Type', 'application/pdf');
          createReadStream(process.env.PREVIEW_PDF ?? at('../../../resources/sample/gutenprint-users-manual.pdf')).pipe(
            response,
          );
        });
        middlewares.use((request, response, next) => {
          if (!(request.url ?? '').startsWith('/uploads')) return next();
          request.resume().on('end', () => response.end(JSON.stringify({ path: '/uploads/file.pdf' })));
        });
      },
    },
  ],
});
