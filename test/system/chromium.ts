import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

// Debian's; no browser is ever downloaded.
const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((each) => existsSync(each));

/** Why there is no Chromium to test with; `undefined` if there is one. */
export function whyNoChromium(): string | undefined {
  return path === undefined ? "Chromium is not installed (Debian's chromium)" : undefined;
}

export async function startChromium(): Promise<Browser> {
  if (path === undefined) throw new Error(whyNoChromium());
  // As root, which CI is, its sandbox does not start; it shows nothing but pages of our own.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
