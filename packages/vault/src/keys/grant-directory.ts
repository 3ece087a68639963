import type { OpenedRecord } from '../storage/record.ts';
import { grantPath, grantPrefixOf } from '../storage/record-path.ts';
import type { RecordReader } from '../storage/record-reader.ts';
import { tampered } from '../storage/sealer.ts';
import { decodeGrant, type GrantRecord } from './grant-record.ts';
import { Grants } from './grants.ts';
import type { KeyEntry } from './key-entry.ts';

const recordsPerPage = 100;
const none = new Grants([]);

/**
 * Finds the grants of keys. Every change of a grant changes its key too, so they are read once for each revision of a
 * key; they may be newer than the key, never older.
 */
export class GrantDirectory {
  readonly #reader: RecordReader;

  constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  /** The grants of a key. */
  of(entry: KeyEntry): Grants | Promise<Grants> {
    return entry.record.grants === undefined ? none : entry.grants(() => this.#read(entry));
  }

  async #read({ record: { keyId } }: KeyEntry): Promise<Grants> {
    const grants: GrantRecord[] = [];
    const prefix = grantPrefixOf(keyId);
    for (let after: string | undefined; ;) {
      const page = await this.#reader.list(prefix, after, recordsPerPage);
      grants.push(...page.map((found) => grantOf(found)));
      after = page.at(-1)?.path;
      if (page.length < recordsPerPage) return new Grants(grants);
    }
  }
}

/** The grant that a record holds. @throws VaultError `StoreTampered` if it lies in another's place. */
export function grantOf({ path, content }: OpenedRecord): GrantRecord {
  const grant = decodeGrant(content);
  if (grantPath(grant.keyId, grant.grantId) !== path) throw tampered(path);
  return grant;
}
