// `npm run -s stockpot -- …`: the command line of the checkout.
import { pathToFileURL } from 'node:url';
import { bundledCommandLine } from './bundle-cli.mjs';

await import(pathToFileURL(bundledCommandLine()).href);
