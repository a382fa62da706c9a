export { connectToHost, hostChannel, windowUrl } from './connect.ts';
export { type ServedHome, serveHome } from './serve-home.ts';
export { openServer, type Server, type ServerOptions } from './server.ts';
