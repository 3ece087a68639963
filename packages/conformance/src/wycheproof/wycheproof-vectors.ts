import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A file of Wycheproof vectors. */
export interface WycheproofFile<Group> {
  readonly name: string;
  readonly groups: readonly Group[];
}

/** Which vectors tests are about. */
export interface WycheproofOptions {
  /** Where the files are. */
  readonly folder: URL;
  /** What the vectors are of, for people. */
  readonly about: string;
  /** The names of all files that the tests can judge. */
  readonly names: RegExp;
  /** Those that must be there if the folder is. */
  readonly needed: readonly string[];
}

export interface WycheproofVectors<Group> {
  /** True where there is no folder: tests are skipped then. */
  readonly areMissing: boolean;
  /** By name; none where there is no folder. */
  readonly files: readonly WycheproofFile<Group>[];
}

/**
 * Reads vectors of Wycheproof (https://github.com/C2SP/wycheproof). Where there is no folder, a line on the standard
 * output says so; where there is one, nothing that is needed may be missing from it.
 *
 * @throws Error if a needed file is not there.
 */
export function wycheproofVectors<Group>({
  folder,
  about,
  names,
  needed,
}: WycheproofOptions): WycheproofVectors<Group> {
  if (!existsSync(folder)) {
    process.stdout.write(
      `Skipped: the Wycheproof vectors of ${about}, because there is no folder ${folder.pathname}\n`,
    );
    return { areMissing: true, files: [] };
  }
  const there = readdirSync(folder).filter((name) => names.test(name));
  const missing = needed.filter((name) => !there.includes(name));
  if (missing.length > 0) {
    throw new Error(`The Wycheproof vectors of ${about} are not whole: ${missing.join(', ')} is missing.`);
  }
  const files = there.toSorted().map((name) => ({ name, groups: groupsIn<Group>(new URL(name, folder)) }));
  return { areMissing: false, files };
}

function groupsIn<Group>(file: URL): readonly Group[] {
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly testGroups?: readonly Group[] };
  if (testGroups === undefined || testGroups.length === 0) throw new Error(`${file.pathname} has no vectors.`);
  return testGroups;
}
