import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';

// Draws icon.png from the window's icon.svg: `npx tsx electron/icons/icon.ts`. electron-builder makes the other formats of it.
const SIZE = 1024;
const MARGIN = 64;
const svg = readFileSync(fileURLToPath(new URL('../../renderer/public/icon.svg', import.meta.url)), 'utf8');
const image = await loadImage(Buffer.from(svg.replace('<svg ', `<svg width="${SIZE}" height="${SIZE}" `)));
const canvas = createCanvas(SIZE, SIZE);
canvas.getContext('2d').drawImage(image, MARGIN, MARGIN, SIZE - 2 * MARGIN, SIZE - 2 * MARGIN);
writeFileSync(fileURLToPath(new URL('icon.png', import.meta.url)), canvas.toBuffer('image/png'));
