import { createHash } from 'node:crypto';
import { actions, type AuthorizerStatus, type Policy, VaultError } from '@chatelaine/core';
import type { Policies } from '@chatelaine/policy';
import type { CaslPolicy } from './casl-policy.ts';
import type { CaslSurroundings } from './casl-surroundings.ts';
import type { PolicyCompiler } from './policy-compiler.ts';
import type { PolicyFiles } from './policy-files.ts';

interface Taken {
  readonly policy: CaslPolicy;
  /** Of the texts, so that a file that was only touched changes nothing. */
  readonly hash: string;
}

interface Behind {
  /** By the monotonic clock. */
  readonly since: number;
  /** By the host's clock. */
  readonly at: number;
  readonly reason: string;
}

const denial: Policy = {
  decide: () => ({
    effect: 'deny',
    kind: 'error',
    reason: 'The policies could not be read for too long, so everything is denied.',
  }),
  gains: () => actions,
};

const mostAttempts = 3;
const notSettled = 'the files are being changed; they are read when they have not changed between two looks';

/**
 * The policies of a folder or a bundle file, as they change. A change is compiled aside and takes the place of what was in
 * force in one step, or not at all: then what was in force stays, is said to be stale, and counts no more after a while.
 *
 * Files are read only when two looks in a row found them alike, and once more looked at behind the reading: a file that is
 * half written may be well-formed without the denials at its end, and half of the files may be of another release.
 */
export class WatchedPolicies {
  readonly #files: PolicyFiles;
  readonly #compiler: PolicyCompiler;
  readonly #longest: number;
  readonly #surroundings: CaslSurroundings;
  readonly #stopWatching: () => void;
  #taken: Taken;
  /** Of the files that `#taken` was read from; `undefined` until they were found settled. */
  #takenFrom: string | undefined;
  #lastSeen: string | undefined;
  /** Of files that were refused: they are not read again until they change. */
  #refused: string | undefined;
  #behind: Behind | undefined;

  /**
   * @param maxStalenessSeconds for how long what was taken last may stand in for files that can't be taken
   * @throws VaultError `InvalidArgument`, `InvalidPolicy`, `PolicyNotTrusted`: there is nothing to begin with.
   */
  constructor(
    files: PolicyFiles,
    compiler: PolicyCompiler,
    maxStalenessSeconds: number,
    surroundings: CaslSurroundings,
  ) {
    this.#files = files;
    this.#compiler = compiler;
    this.#longest = maxStalenessSeconds * 1_000;
    this.#surroundings = surroundings;
    this.#taken = this.#begin();
    this.#stopWatching = surroundings.watch(() => this.#look());
  }

  // Not settled yet, but at least the same before and after. The next look finds out.
  #begin(): Taken {
    for (let attempt = 1; ; attempt += 1) {
      this.#lastSeen = this.#files.fingerprint();
      const taken = this.#compile(this.#files.read(), undefined);
      if (this.#files.fingerprint() === this.#lastSeen) return taken;
      if (attempt === mostAttempts) {
        throw new VaultError(
          'InvalidPolicy',
          `The policies at ${this.#files.path} change while they are read. Try again.`,
        );
      }
    }
  }

  /** What is in force. */
  get policy(): Policy {
    return this.#behind !== undefined && this.#isOver(this.#behind) ? denial : this.#taken.policy;
  }

  status(): AuthorizerStatus {
    const behind = this.#behind;
    const { policy, hash } = this.#taken;
    const inForce = {
      source: this.#files.path,
      ...(policy.version !== undefined && { version: policy.version }),
      hash,
    };
    if (behind === undefined) return { state: 'current', ...inForce };
    const staleness = { since: behind.at, deniesAt: behind.at + this.#longest, reason: behind.reason };
    return { state: this.#isOver(behind) ? 'denying' : 'stale', ...inForce, staleness };
  }

  close(): void {
    this.#stopWatching();
  }

  #isOver({ since }: Behind): boolean {
    return this.#surroundings.monotonic() - since >= this.#longest;
  }

  #look(): void {
    try {
      const before = this.#lastSeen;
      this.#lastSeen = undefined;
      const seen = this.#files.fingerprint();
      this.#lastSeen = seen;
      if (seen === this.#takenFrom) this.#catchUp(seen);
      else if (seen !== before) this.#fallBehind(notSettled);
      else if (seen !== this.#refused) this.#take(seen);
    } catch (error) {
      // What the system could not do now it may do at the next look; what is wrong in the files stays wrong.
      if (!isOfSystem(error)) this.#refused = this.#lastSeen;
      this.#fallBehind(VaultError.is(error) ? error.message : 'reading the policies failed');
    }
  }

  #take(seen: string): void {
    const taken = this.#compile(this.#files.read(), this.#taken);
    this.#lastSeen = this.#files.fingerprint();
    if (this.#lastSeen !== seen) {
      this.#fallBehind(notSettled);
      return;
    }
    this.#taken = taken;
    this.#catchUp(seen);
  }

  #compile({ documents, bundle }: Policies, inForce: Taken | undefined): Taken {
    const texts = JSON.stringify(documents.map(({ name, text }) => [name, text]));
    const hash = bundle?.hash ?? createHash('sha256').update(texts).digest('hex');
    if (inForce?.hash === hash) return inForce;
    const policy = bundle === undefined ? this.#compiler.documents(documents) : this.#compiler.bundle(bundle);
    const { version } = inForce?.policy ?? {};
    if (version !== undefined && (policy.version ?? 0) <= version) {
      const found = policy.version === undefined ? 'no version' : `version ${policy.version}`;
      const fault = `The policies at ${this.#files.path} have ${found}, and ${version} is in force: it only rises.`;
      throw new VaultError('PolicyNotTrusted', fault);
    }
    return { policy, hash };
  }

  #catchUp(seen: string): void {
    this.#takenFrom = seen;
    this.#refused = undefined;
    this.#behind = undefined;
  }

  #fallBehind(reason: string): void {
    const { since, at } = this.#behind ?? { since: this.#surroundings.monotonic(), at: this.#surroundings.now() };
    this.#behind = { since, at, reason };
  }
}

function isOfSystem(error: unknown): boolean {
  return !VaultError.is(error) || (error.cause instanceof Error && 'syscall' in error.cause);
}
