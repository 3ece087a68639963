import type { KeyId, SecretBytes } from '@chatelaine/core';
import type { Committer } from '../storage/committer.ts';
import type { OpenedRecord } from '../storage/record.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { encodeSession, sessionPath, takeSession } from './import-session.ts';
import { type ImportToken, tokenUsed } from './import-token.ts';

/** So many times material may be unwrapped with a token: an attacker who wants to learn from answers gets no more. */
const mostAttempts = 5;

/** One use of a token. */
export interface ImportAttempt {
  /** The wrapping key; whoever began the attempt disposes it. */
  readonly secret: SecretBytes;
  readonly isLast: boolean;
}

/** Counts how often tokens are used, in the store, so that it holds for all processes together. */
export class ImportAttempts {
  readonly #reader: RecordReader;
  readonly #committer: Committer;

  constructor(reader: RecordReader, committer: Committer) {
    this.#reader = reader;
    this.#committer = committer;
  }

  /**
   * Counts an attempt before anything is unwrapped, so that however many are under way at the same time, no more than
   * five ever come to the wrapping key.
   *
   * @throws VaultError `ImportTokenUsed`; `Conflict` if another attempt has just begun or ended.
   */
  async begin({ keyId, session: name }: ImportToken): Promise<ImportAttempt> {
    const previous = await this.session(keyId, name);
    const session = takeSession(previous.content);
    try {
      if (session.attempts >= mostAttempts) throw tokenUsed();
      const attempts = session.attempts + 1;
      const content = encodeSession({ ...session, attempts });
      try {
        await this.#committer.commitAside([{ previous, content }]);
      } finally {
        content.fill(0);
      }
      return { secret: session.secret, isLast: attempts === mostAttempts };
    } catch (error) {
      session.secret.dispose();
      throw error;
    }
  }

  /** The record of a session, to be deleted in the commit that stores the material. @throws VaultError `ImportTokenUsed`. */
  async session(keyId: KeyId, name: string): Promise<OpenedRecord> {
    const found = await this.#reader.read(sessionPath(keyId, name));
    if (!isOpened(found)) throw tokenUsed();
    return found;
  }

  /** After the last attempt has failed the wrapping key has no use any more. */
  async end({ keyId, session }: ImportToken): Promise<void> {
    const found = await this.#reader.read(sessionPath(keyId, session));
    if (!isOpened(found)) return;
    found.content.fill(0);
    await this.#committer.commitAside([{ previous: found, content: null }]);
  }
}
