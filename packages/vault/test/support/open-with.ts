import { createHmac } from 'node:crypto';
import { aes } from '@chatelaine/algorithm-aes';
import {
  type Algorithm,
  type AuditSink,
  type Authorizer,
  definePlugin,
  type KeyStore,
  type MaterialSource,
  type OptionsSchema,
  pluginApiVersion,
  type Policy,
  type RootKey,
  VaultError,
  type VaultPlugin,
} from '@chatelaine/core';
import { generated } from '@chatelaine/material-generated';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { openVault, type Vault, type VaultConfiguration } from '@chatelaine/vault';

/** The parts of a vault, as a plugin would give them; hostile ones have any shape. */
export interface Parts {
  readonly keyStore?: unknown;
  readonly rootKey?: unknown;
  readonly authorizer?: unknown;
  readonly sinks?: readonly unknown[];
  /** Instead of AES_256. */
  readonly algorithm?: unknown;
  /** Instead of generated material. */
  readonly materialSource?: unknown;
  readonly plugins?: readonly VaultPlugin[];
}

/** What may stand beside the parts in the configuration of a vault. */
export type Settings = Partial<
  Pick<
    VaultConfiguration,
    'region' | 'domainId' | 'allowSelfGain' | 'auditLevel' | 'clock' | 'create' | 'jobs' | 'limits'
  >
>;

/** Options of any form. */
export const anyOptions: OptionsSchema<Record<string, unknown>> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: value as Record<string, unknown> }) },
};

const macBytes = 32;

/** A root key that hides nothing, but knows what it has wrapped. */
export class PlainRootKey implements RootKey {
  readonly description: string = 'a root key that everybody knows';
  readonly #key: string;

  constructor(key: string = 'known') {
    this.#key = key;
  }

  wrap(secret: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(Buffer.concat([this.#mac(secret, associatedData), secret]));
  }

  unwrap(wrapped: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    const secret = Buffer.from(wrapped.subarray(macBytes));
    if (this.#mac(secret, associatedData).equals(wrapped.subarray(0, macBytes))) return Promise.resolve(secret);
    return Promise.reject(new VaultError('RootKeyRejected', 'The root key has not wrapped this.'));
  }

  #mac(secret: Uint8Array, associatedData: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(associatedData).update(secret).digest();
  }
}

const allow = { effect: 'allow', kind: 'explicit', rule: 'test/allow', reason: 'The test allows it.' } as const;
const deny = { effect: 'deny', kind: 'default', reason: 'The test does not allow it.' } as const;

/** Allows everything or nothing, and finds no gain. */
export function policyThat(allows: boolean): Policy {
  return { decide: () => (allows ? allow : deny), gains: () => [] };
}

/** Follows the vault: the one document of a bundle says `allow` or `deny`; anything else is invalid. */
export class FollowingAuthorizer implements Authorizer {
  compile(documents: Parameters<Authorizer['compile']>[0]): Policy {
    const texts = documents.map(({ text }) => text.trimEnd());
    if (texts.some((text) => text !== 'allow' && text !== 'deny')) {
      throw new VaultError('InvalidPolicy', 'A document says neither allow nor deny.');
    }
    return policyThat(texts.includes('allow'));
  }
}

/** Takes built bundles too: `version effect`. */
export class BundlingAuthorizer extends FollowingAuthorizer implements Authorizer {
  /** The effect that it trusts; absent: both. */
  readonly #trusted: string | undefined;

  constructor(trusted?: string) {
    super();
    this.#trusted = trusted;
  }

  compileBundle(bundle: string): Policy {
    const [version, effect = ''] = bundle.split(' ');
    if (this.#trusted !== undefined && effect !== this.#trusted) {
      throw new VaultError('PolicyNotTrusted', 'It is not the effect that is trusted.');
    }
    return { ...this.compile([{ name: 'bundle', text: effect }]), version: Number(version) };
  }
}

const given = (part: unknown, usual: unknown): unknown => (part === undefined ? usual : part);

/** Opens a vault that is put together from these parts; what is not given is sound and allows everything. */
export function openWith(parts: Parts = {}, settings: Settings = {}): Promise<Vault> {
  const sinks = parts.sinks ?? [];
  const plugin = definePlugin<{
    keyStore: { part: Record<never, never> };
    rootKey: { part: Record<never, never> };
    authorizer: { part: Record<never, never> };
    auditSink: Record<string, Record<never, never>>;
  }>({
    name: 'test/parts',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.keyStore('part', {
        options: anyOptions,
        open: () => given(parts.keyStore, new MemoryKeyStore()) as KeyStore,
      });
      host.rootKey('part', { options: anyOptions, open: () => given(parts.rootKey, new PlainRootKey()) as RootKey });
      host.authorizer('part', {
        options: anyOptions,
        open: () =>
          given(parts.authorizer, { policy: policyThat(true), compile: () => policyThat(true) }) as Authorizer,
      });
      for (const [index, sink] of sinks.entries()) {
        host.auditSink(`sink-${index}`, { options: anyOptions, open: () => sink as AuditSink });
      }
      if (parts.algorithm !== undefined) host.algorithm(parts.algorithm as Algorithm);
      if (parts.materialSource !== undefined) host.materialSource(parts.materialSource as MaterialSource);
    },
  });
  const usual = [
    ...(parts.algorithm === undefined ? [aes()] : []),
    ...(parts.materialSource === undefined ? [generated()] : []),
  ];
  const configuration: VaultConfiguration = {
    region: 'eu-test-1',
    domainId: 'domain1',
    plugins: [plugin, ...usual, ...(parts.plugins ?? [])],
    keyStore: { use: 'part' },
    rootKey: { use: 'part' },
    authorizer: { use: 'part' },
    audit: sinks.map((_sink, index) => ({ use: `sink-${index}` })),
    ...settings,
  };
  return openVault(configuration);
}
