import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every event in a folder of audit files. */
export async function readAuditTrail(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return { files: names.length, events: lines.map((line) => JSON.parse(line)) };
}

/** A line for each operation that ended, as `recording` notes it. */
export function endedOperations(events) {
  return events
    .filter(({ phase }) => phase !== 'intent')
    .map(({ principal, operation, outcome }) => `${principal} ${operation} ${outcome}`);
}
