import { randomUUID } from 'node:crypto';
import { actions, type PolicyDocument, VaultError, mixedUuid } from '@chatelaine/core';
import type { GuardedAuthorizer } from '../guards/guarded-authorizer.ts';
import { GuardedPolicy } from '../guards/guarded-policy.ts';
import type { PolicyStatus } from './policy-status.ts';
import { activePolicyPath, policyPartPath } from '../storage/record-path.ts';
import { type Committer, contentBytes } from '../storage/committer.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { tampered } from '../storage/sealer.ts';

interface ActiveBundle {
  readonly version: number;
  /** Under which its parts lie. */
  readonly bundle: string;
  readonly parts: number;
}

/** Documents, or the text of a bundle that was built. */
type PolicyContent = readonly PolicyDocument[] | string;

interface Bundle {
  readonly version: number;
  readonly content: PolicyContent;
}

const uncompilable = new GuardedPolicy({
  decide: () => ({
    effect: 'deny',
    kind: 'error',
    reason:
      'The active policy can not be compiled, so everything is denied. ' +
      'The host activates another one with vault.administration.activatePolicy().',
  }),
  gains: () => actions,
});

/** So many parts fit into one commit. */
const partsPerCommit = 3;

/**
 * The policy in force: the authorizer's own, or the bundle that is active in the vault. A bundle lies in parts; the
 * record `policy/active` names its version, and changing that record is what activates it.
 */
export class ActivePolicy {
  readonly #authorizer: GuardedAuthorizer;
  readonly #reader: RecordReader;
  readonly #committer: Committer;
  #version = 0;
  #policy: GuardedPolicy | undefined;

  constructor(authorizer: GuardedAuthorizer, reader: RecordReader, committer: Committer) {
    this.#authorizer = authorizer;
    this.#reader = reader;
    this.#committer = committer;
  }

  /** `undefined` if none was ever activated. The next time it may be another one: an operation asks it once. */
  get policy(): GuardedPolicy | undefined {
    return this.#authorizer.bringsPolicy ? this.#authorizer.policy : this.#policy;
  }

  /** @throws VaultError `PluginMisbehaved`. */
  status(): PolicyStatus {
    if (this.#authorizer.bringsPolicy) return this.#authorizer.status();
    if (this.#policy === undefined) return { state: 'none', source: 'vault' };
    return { state: this.#policy === uncompilable ? 'denying' : 'current', source: 'vault', version: this.#version };
  }

  /** Takes the bundle that is active in the store, if it is another than the one in force. */
  async follow(): Promise<void> {
    if (this.#authorizer.bringsPolicy) return;
    const active = await this.#readActive();
    if (active === undefined) {
      if (this.#version > 0) throw tampered(activePolicyPath);
      return;
    }
    if (active.version === this.#version) return;
    if (active.version < this.#version) throw tampered(activePolicyPath);
    const { version, content } = await this.#readContent(active);
    this.#policy = await this.#compileStored(content);
    this.#version = version;
  }

  /**
   * Compiles a bundle, stores it and puts it in force.
   *
   * @throws VaultError `InvalidPolicy`, `PolicyNotTrusted`, `PolicyVersionConflict`, `PolicyNotFollowed`, `InvalidArgument` for a built
   * bundle where the authorizer takes none: nothing has changed.
   */
  async activate(content: PolicyContent, expectedVersion: number): Promise<number> {
    if (this.#authorizer.bringsPolicy) {
      throw new VaultError(
        'PolicyNotFollowed',
        'The authorizer reads its policies by itself. Change them there, or configure it without policies of its own.',
      );
    }
    const { policy, version } = await this.#compile(content);
    const active = await this.#reader.read(activePolicyPath);
    const before = isOpened(active) ? decode<ActiveBundle>([active.content]) : { version: 0, bundle: '', parts: 0 };
    if (before.version !== expectedVersion) {
      throw new VaultError(
        'PolicyVersionConflict',
        `The active policy has version ${before.version}, not ${expectedVersion}. Look at what is active, then try again.`,
      );
    }
    if (version !== undefined && version <= before.version) {
      throw new VaultError(
        'PolicyVersionConflict',
        `The bundle has version ${version}, and the active policy has ${before.version} already: it only rises. Build it with a higher one.`,
      );
    }
    const parts = split(Buffer.from(JSON.stringify(content), 'utf8'));
    const next: ActiveBundle = {
      version: version ?? before.version + 1,
      bundle: mixedUuid(randomUUID()),
      parts: parts.length,
    };
    try {
      await this.#storeParts(next, parts);
      await this.#committer.commit([{ previous: active, content: encode(next) }]);
    } catch (error) {
      if (!VaultError.is(error, 'OutcomeUnknown')) await this.#removeParts(next);
      throw error;
    }
    this.#version = next.version;
    this.#policy = policy;
    await this.#removeParts(before);
    return next.version;
  }

  async #storeParts({ bundle }: ActiveBundle, parts: readonly Uint8Array[]): Promise<void> {
    for (let first = 0; first < parts.length; first += partsPerCommit) {
      const some = parts.slice(first, first + partsPerCommit);
      await this.#committer.commit(
        some.map((content, index) => ({
          previous: { path: policyPartPath(bundle, first + index), revision: 0 },
          content,
        })),
      );
    }
  }

  async #compile(content: PolicyContent): Promise<{ readonly policy: GuardedPolicy; readonly version?: number }> {
    if (typeof content === 'string') return this.#authorizer.compileBundle(content);
    return { policy: await this.#authorizer.compile(content) };
  }

  // What does not compile, or is not trusted any more, denies everything: the host can still replace it.
  async #compileStored(content: PolicyContent): Promise<GuardedPolicy> {
    try {
      return (await this.#compile(content)).policy;
    } catch {
      return uncompilable;
    }
  }

  // Another process that still reads the bundle before finds a part missing and begins again. Parts that can't be
  // removed now are only waste: the activation stands.
  async #removeParts({ bundle, parts }: ActiveBundle): Promise<void> {
    try {
      for (let part = 0; part < parts; part += 1) {
        const previous = await this.#reader.read(policyPartPath(bundle, part));
        if (isOpened(previous)) await this.#committer.commit([{ previous, content: null }]);
      }
    } catch (error) {
      if (!VaultError.is(error)) throw error;
    }
  }

  async #readActive(): Promise<ActiveBundle | undefined> {
    const found = await this.#reader.read(activePolicyPath);
    return isOpened(found) ? decode<ActiveBundle>([found.content]) : undefined;
  }

  async #readContent({ version, bundle, parts }: ActiveBundle): Promise<Bundle> {
    const contents: Uint8Array[] = [];
    for (let part = 0; part < parts; part += 1) {
      const path = policyPartPath(bundle, part);
      const record = await this.#reader.read(path);
      if (isOpened(record)) {
        contents.push(record.content);
        continue;
      }
      const now = await this.#readActive();
      if (now === undefined || now.version <= version) throw tampered(path);
      return this.#readContent(now);
    }
    return { version, content: decode<PolicyContent>(contents) };
  }
}

function encode(bundle: ActiveBundle): Uint8Array {
  return Buffer.from(JSON.stringify(bundle), 'utf8');
}

function decode<Value>(parts: readonly Uint8Array[]): Value {
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Value;
}

function split(bytes: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += contentBytes) parts.push(bytes.subarray(at, at + contentBytes));
  return parts;
}
