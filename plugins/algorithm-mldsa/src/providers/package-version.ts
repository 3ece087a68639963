import { readFileSync } from 'node:fs';

/** The version of the package in `folder`, as its manifest has it. */
export function packageVersion(folder: URL): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  const version: unknown = typeof manifest === 'object' && manifest !== null && Reflect.get(manifest, 'version');
  if (typeof version !== 'string') throw new Error(`${folder.href} has no version`);
  return version;
}
