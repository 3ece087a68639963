import {
  closeSync,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type PolicyDocument, VaultError } from '@chatelaine/core';
import { maximumDocumentBytes, maximumDocuments } from './limits.ts';

/** Which files of a folder are read, and how messages call them. */
interface FileKind {
  readonly pattern: RegExp;
  readonly plural: string;
  readonly forms: string;
}

const policyFiles: FileKind = {
  pattern: /\.policy\.(?:ya?ml|json)$/i,
  plural: 'policies',
  forms: '*.policy.yaml, *.policy.yml or *.policy.json',
};
const testFiles: FileKind = {
  pattern: /\.test\.(?:ya?ml|json)$/i,
  plural: 'files of tests',
  forms: '*.test.yaml, *.test.yml or *.test.json',
};
const maximumDepth = 16;
const maximumEntries = 20_000;

/**
 * Reads every `*.policy.yaml`, `*.policy.yml` and `*.policy.json` below a folder; other files are left alone. The
 * documents are named by their path below it, with `/`, and sorted by that name.
 *
 * Links to files inside the folder are followed; links that lead out of it and links to folders are refused. Entries
 * that begin with `..` are skipped: Kubernetes keeps the versions of a mounted folder there.
 *
 * @throws VaultError `InvalidArgument` if the path is no readable folder; `InvalidPolicy` if it holds no policy, more than
 * 1,000, one of more than 1 MiB, one that is not UTF-8 or not readable, or a link that is refused.
 */
export function readPolicyFolder(path: string): PolicyDocument[] {
  const documents = readFolder(path, policyFiles);
  if (documents.length > 0) return documents;
  throw new VaultError('InvalidPolicy', `The folder ${path} holds no ${policyFiles.forms}.`);
}

/**
 * Reads every `*.test.yaml`, `*.test.yml` and `*.test.json` below a folder, as `readPolicyFolder` reads policies. There may be
 * none.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy`, as `readPolicyFolder`.
 */
export function readPolicyTestFolder(path: string): PolicyDocument[] {
  return readFolder(path, testFiles);
}

/**
 * The policy files below a folder, by their real paths and sorted.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy`, as `readPolicyFolder`.
 */
export function listPolicyFolder(path: string): { readonly root: string; readonly files: readonly string[] } {
  const root = realFolder(path);
  return { root, files: findFiles(root, policyFiles).toSorted() };
}

/**
 * Reads policies at several paths: of a folder as `readPolicyFolder` does, of a file that one. Each is read once, and named by its
 * path from `base`.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy`, as `readPolicyFolder`.
 */
export function readPolicyPaths(paths: readonly string[], base: string): PolicyDocument[] {
  const files = new Set(paths.flatMap((path) => (isFolder(path) ? listPolicyFolder(path).files : [realFile(path)])));
  const from = realFolder(base);
  return [...files].toSorted().map((file) => {
    const name = relative(from, file).split(sep).join('/');
    return { name, text: readDocument(name, file) };
  });
}

/** Whether a folder lies at a path. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function realFile(path: string): string {
  if (!policyFiles.pattern.test(path)) {
    throw new VaultError('InvalidPolicy', `${path} is no policy: a policy is named ${policyFiles.forms}.`);
  }
  return attempt(path, () => realpathSync(path));
}

function readFolder(path: string, kind: FileKind): PolicyDocument[] {
  const root = realFolder(path);
  return findFiles(root, kind)
    .map((file) => ({ name: relative(root, file).split(sep).join('/'), file }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, file }) => ({ name, text: readDocument(name, file) }));
}

function realFolder(path: string): string {
  try {
    const root = realpathSync(path);
    if (statSync(root).isDirectory()) return root;
  } catch (cause) {
    throw new VaultError('InvalidArgument', `The policy folder ${path} can't be read; give a folder that exists.`, {
      cause,
    });
  }
  throw new VaultError(
    'InvalidArgument',
    `The policy folder ${path} is no folder; give the folder that the policies lie in.`,
  );
}

function findFiles(root: string, kind: FileKind): readonly string[] {
  const files: string[] = [];
  const open = [{ folder: root, depth: 0 }];
  let entries = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { folder, depth } = next;
    for (const entry of readEntries(folder)) {
      if (entry.name.startsWith('..')) continue;
      const path = join(folder, entry.name);
      entries += 1;
      if (entries > maximumEntries)
        refuse(root, `holds more than ${maximumEntries} files; give a folder of policies alone`);
      if (entry.isDirectory()) {
        if (depth === maximumDepth) refuse(path, `lies more than ${maximumDepth} folders deep`);
        open.push({ folder: path, depth: depth + 1 });
      } else if (attempt(path, () => isWanted(entry, path, root, kind))) files.push(path);
      if (files.length > maximumDocuments) refuse(root, `holds more than ${maximumDocuments} ${kind.plural}`);
    }
  }
  return files;
}

function isWanted(entry: Dirent, path: string, root: string, kind: FileKind): boolean {
  if (entry.isSymbolicLink()) return isWantedLink(entry, path, root, kind);
  if (!kind.pattern.test(entry.name)) return false;
  return entry.isFile() || refuse(path, 'is no regular file');
}

/** A link that could hold a policy must not lead away: what is in force would change behind the folder's back. */
function isWantedLink(entry: Dirent, path: string, root: string, { pattern }: FileKind): boolean {
  const target = statSync(path, { throwIfNoEntry: false });
  if (target?.isDirectory() === true) refuse(path, 'is a link to a folder; links to folders are not followed');
  if (!pattern.test(entry.name)) return false;
  if (target?.isFile() !== true) refuse(path, 'is a link that leads to no file');
  return realpathSync(path).startsWith(root + sep) || refuse(path, 'is a link that leads out of the policy folder');
}

function readEntries(folder: string): readonly Dirent[] {
  return attempt(folder, () => readdirSync(folder, { withFileTypes: true }));
}

function readDocument(name: string, file: string): string {
  const bytes = attempt(file, () => {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size > maximumDocumentBytes) refuse(name, `has ${size} bytes; the most is ${maximumDocumentBytes}`);
      return readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
  if (bytes.length > maximumDocumentBytes)
    refuse(name, `has ${bytes.length} bytes; the most is ${maximumDocumentBytes}`);
  try {
    // The byte order mark is kept, so that the loader refuses it like any other hidden character.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new VaultError('InvalidPolicy', `${name} is not UTF-8; save it as UTF-8.`, { cause });
  }
}

function attempt<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    if (VaultError.is(cause)) throw cause;
    throw new VaultError('InvalidPolicy', `${path} can't be read, so no policy was taken.`, { cause });
  }
}

function refuse(path: string, fault: string): never {
  throw new VaultError('InvalidPolicy', `${path} ${fault}.`);
}
