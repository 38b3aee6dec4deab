import { stopTestServer } from './database.ts';

/** https://mochajs.org/#root-hook-plugins */
export const mochaHooks = { afterAll: stopTestServer };
