import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/find-chromium.mjs';

const executablePath = findChromium();
const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/e2e.json';

/** The server is started by the fixtures, so that each journey can have an installation of its own. */
export default defineConfig({
  testDir: './e2e',
  // Playwright empties this folder first; the reports of the other runners lie beside it.
  outputDir: './test-results/e2e',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  // Shorter than the limit in scripts/lib/test-parts.mjs, so that a late run still writes its report.
  globalTimeout: 8.5 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: report }]],
  use: {
    browserName: 'chromium',
    ignoreHTTPSErrors: true,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    navigationTimeout: 30_000,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
