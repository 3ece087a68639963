import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makePolicyMatrix, matrixPage } from '@chatelaine/policy/matrix';
import { readPolicySuite } from '@chatelaine/policy/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startChromium, whyNoChromium } from './chromium.ts';

const missing = whyNoChromium();
// CI has it, and must not go on without a word.
if (missing !== undefined && process.env['CHATELAINE_REQUIRE_CHROMIUM'] === '1') throw new Error(missing);
if (missing !== undefined) console.info(`Skipped: the page of the policy matrix. ${missing}.`);

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const hostile = '</script><script>globalThis.pwned = 1</script><img src=x onerror="globalThis.pwned = 1">';
const policy = `policy: chatelaine/v1
name: shop
rules:
  - id: clerks-read
    effect: allow
    who: [role:clerk]
    actions: [kms:cmk:decryptData, kms:cmk:get]
    keys: [alias/orders]
    reason: 'Clerks read orders ${hostile}'
  - id: inside
    effect: allow
    who: [role:clerk]
    actions: [kms:cmk:encryptData]
    keys: all
    when: { source: { cidr: [10.0.0.0/8] } }
    reason: From the shop alone
  - id: lists
    effect: allow
    who: all
    actions: [kms:cmk:list]
    keys: all
    reason: Everybody may look around
  - id: no-guests
    effect: deny
    who: [group:guests]
    actions: [kms:cmk:decryptData]
    keys: all
    reason: Guests read nothing
`;
const tests = `tests: chatelaine/v1
description: '${hostile}'
of: [shop.policy.yaml]
principals:
  clerk: { id: user:carl, roles: [clerk], attributes: { note: '${hostile}' } }
  guest: { id: user:gus, groups: [guests] }
keys:
  orders: { aliases: [alias/orders], tags: { '<b>"x': '${hostile}' } }
  safe: { aliases: [alias/safe] }
contexts:
  inside: { source: { ip: 10.1.2.3 } }
  outside: { source: { ip: 203.0.113.9 } }
cases:
  - { name: a case, who: clerk, key: orders, expect: { kms:cmk:get: allow } }
`;

describe.skipIf(missing !== undefined)('the page of the policy matrix', () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chatelaine-matrix-'));
    writeFileSync(join(folder, 'shop.policy.yaml'), policy);
    writeFileSync(join(folder, 'shop.test.yaml'), tests);
    writeFileSync(join(folder, 'out.html'), matrixPage(makePolicyMatrix(readPolicySuite(folder))));
    address = pathToFileURL(join(folder, 'out.html')).href;
    browser = await startChromium();
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Fails the test if the page asks for anything, complains, or lets foreign script run. */
  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 800 }, ...options });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== address) complaints.push(request.url());
    });
    await page.goto(address);
    onTestFinished(async () => {
      const isPwned = await page.evaluate(() => 'pwned' in globalThis);
      await page.close();
      expect({ complaints, isPwned }).toEqual({ complaints: [], isPwned: false });
    });
    return page;
  }

  const cell = (page: Page, name: string) => page.getByRole('gridcell', { name, exact: true });
  const field = (page: Page, name: string) => page.getByRole('combobox', { name });
  const details = (page: Page) => page.locator('#details');
  const shown = async (page: Page): Promise<string> => page.locator('#count').innerText();

  test('names every cell, and each mark has a shape of its own', async () => {
    const page = await open();
    const shapes = new Set<string | null>();
    for (const name of [
      'decryptData, clerk, orders: allowed',
      'encryptData, clerk, orders: depends on the context',
      'decryptData, guest, orders: denied by a rule',
      'decryptData, clerk, safe: not allowed by any rule',
    ]) {
      shapes.add(await cell(page, name).locator('use').getAttribute('href'));
    }
    expect(shapes.size).toBe(4);
    await expect(cell(page, 'list, guest, no key: allowed').count()).resolves.toBe(1);
    await expect(page.getByRole('rowheader', { name: 'orders' }).count()).resolves.toBe(2);
    await expect(page.getByRole('columnheader', { name: 'encryptData', exact: true }).count()).resolves.toBe(1);
  });

  test('tells the rule and the reason on hover, for each context', async () => {
    const page = await open();
    await cell(page, 'encryptData, clerk, safe: depends on the context').hover();
    const rows = await details(page).locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t').map((text) => text.trim()))).toEqual([
      ['in outside and without a context', 'deny, by default', '–', 'No rule allows this.'],
      ['in inside', 'allow', 'shop/inside (shop.policy.yaml:10)', 'From the shop alone'],
    ]);
  });

  test('shows what people wrote as text', async () => {
    const page = await open();
    await cell(page, 'decryptData, clerk, orders: allowed').hover();
    expect(await details(page).innerText()).toContain(`Clerks read orders ${hostile}`);
    expect(await details(page).innerText()).toContain(`tag <b>"x=${hostile}`);
    expect(await page.locator('header').innerText()).toContain(hostile);
    await expect(page.locator('img').count()).resolves.toBe(0);
  });

  test('is walked by keys, with one stop for Tab', async () => {
    const page = await open();
    const focused = () => page.evaluate(`document.activeElement.getAttribute('aria-label')`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const walk: [key: string, name: string][] = [
      ['Control+Home', 'generateRandom, clerk, no key: not allowed by any rule'],
      ['End', 'listRetirableGrants, clerk, no key: not allowed by any rule'],
      ['Home', 'generateRandom, clerk, no key: not allowed by any rule'],
      ['ArrowDown', 'generateRandom, guest, no key: not allowed by any rule'],
      ['Control+End', 'listGrants, guest, safe: not allowed by any rule'],
      ['Home', 'encryptData, guest, safe: not allowed by any rule'],
      ['ArrowUp', 'encryptData, guest, orders: not allowed by any rule'],
      ['ArrowRight', 'decryptData, guest, orders: denied by a rule'],
      ['ArrowUp', 'decryptData, clerk, safe: not allowed by any rule'],
      ['ArrowUp', 'decryptData, clerk, orders: allowed'],
      ['ArrowUp', 'decryptData, clerk, orders: allowed'],
    ];
    for (const [key, name] of walk) {
      await page.keyboard.press(key);
      expect(await focused(), key).toBe(name);
    }
    expect(await details(page).locator('h2').innerText()).toBe('clerk · orders · kms:cmk:decryptData: allowed');
    expect(await page.locator('#grid [tabindex="0"]').count()).toBe(1);
    const outline = await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`);
    expect(outline).toBe('solid');
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe(null);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('decryptData, clerk, orders: allowed');
  });

  test('is filtered by principal, key, operation, mark and text', async () => {
    const page = await open();
    const all = await shown(page);
    expect(all).toMatch(/^(\d+) of \1 cells$/);
    await field(page, 'Principal').selectOption('guest');
    await field(page, 'Key').selectOption('orders');
    await field(page, 'Operation').selectOption('decryptData');
    expect(await shown(page)).toMatch(/^1 of /);
    await expect(page.getByRole('gridcell', { name: /:/ }).count()).resolves.toBe(1);
    await page.getByRole('checkbox', { name: 'denied by a rule' }).uncheck();
    await expect(page.getByText('Nothing fits these filters.').isVisible()).resolves.toBe(true);
    await page.getByRole('button', { name: 'Show all' }).click();
    await vi.waitFor(async () => expect(await shown(page)).toBe(all));
    await page.getByRole('searchbox', { name: 'Text' }).fill('guests READ');
    expect(await shown(page)).toMatch(/^2 of /);
    await page.getByRole('searchbox', { name: 'Text' }).fill('');
    await field(page, 'Key').selectOption('no key');
    expect(await shown(page)).toMatch(/^8 of /);
  });

  test('is readable on paper, without colours', async () => {
    const page = await open();
    await page.emulateMedia({ media: 'print' });
    await expect(field(page, 'Principal').isVisible()).resolves.toBe(false);
    await expect(page.getByText('denied by a rule').first().isVisible()).resolves.toBe(true);
    expect(await page.locator('#rules').innerText()).toContain('Guests read nothing');
    const overflow = await page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`);
    expect(overflow).toBe(0);
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
  });

  test.each(['light', 'dark'] as const)('has contrast in %s mode', async (colorScheme) => {
    const page = await open({ colorScheme });
    await cell(page, 'decryptData, clerk, orders: allowed').hover();
    const colours = await page.evaluate<Record<string, string>>(`(() => {
      const style = getComputedStyle(document.documentElement);
      const names = ['paper', 'panel', 'cross', 'ink', 'soft', 'focus', 'allow', 'depends', 'deny', 'default'];
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
    })()`);
    for (const ground of ['paper', 'panel', 'cross']) {
      for (const text of ['ink', 'soft'])
        expect(contrast(colours, text, ground), `${text} on ${ground}`).toBeGreaterThan(4.5);
      // WCAG 2.2, 1.4.11: graphics need 3:1.
      for (const mark of ['focus', 'allow', 'depends', 'deny', 'default']) {
        expect(contrast(colours, mark, ground), `${mark} on ${ground}`).toBeGreaterThan(3);
      }
    }
  });

  test('works in a narrow window', async () => {
    const page = await open({ viewport: { width: 400, height: 760 } });
    const overflow = await page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`);
    expect(overflow).toBe(0);
    await cell(page, 'encryptData, clerk, safe: depends on the context').click();
    expect(await details(page).innerText()).toContain('From the shop alone');
  });
});

/** By WCAG 2.2. */
function contrast(colours: Readonly<Record<string, string>>, one: string, other: string): number {
  const luminance = (name: string): number => {
    const channels = [1, 3, 5].map((at) => parseInt((colours[name] ?? '').slice(at, at + 2), 16) / 255);
    const [red = 0, green = 0, blue = 0] = channels.map((c) =>
      c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
