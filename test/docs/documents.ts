import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** A page of the documentation. */
export interface Document {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export function readDocument(path: string): Document {
  return { path, text: readFileSync(new URL(path, root), 'utf8') };
}

/** Every page below `docs/`. */
export function readDocuments(): Document[] {
  return readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md'))
    .toSorted()
    .map(readDocument);
}

/** True if there is a file or a folder at a path from the repository's root. */
export function isInRepository(path: string): boolean {
  return existsSync(new URL(path, root));
}

/** The names in a folder of the repository, folders with a slash at the end. */
export function namesIn(folder: string): string[] {
  return readdirSync(new URL(folder, root), { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? `${entry.name}/` : entry.name,
  );
}

/** Text without its fenced code. */
export function withoutFences(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '');
}

/** The cells of every row of every table. */
export function tableRows(text: string): string[][] {
  return withoutFences(text)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** The part of a page under a heading of this text, up to the next heading of its level or above. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start === -1) throw new TypeError(`there is no heading ${heading}`);
  const level = lines[start]?.indexOf(' ') ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
}
