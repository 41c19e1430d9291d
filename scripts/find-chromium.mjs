import { findProgram } from './lib/find-program.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Null when there is none; CHROMIUM_PATH wins. */
export const findChromium = (env = process.env) => findProgram(NAMES, env.CHROMIUM_PATH, env);
