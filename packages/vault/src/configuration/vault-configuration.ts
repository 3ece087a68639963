import type { AuditLevel, FactoryKind, Locality, VaultPlugin } from '@chatelaine/core';
import type { Clock } from './clock.ts';
import type { Limits } from './limits.ts';

/** A section of the configuration: which registered name to use, and its options. */
export interface UntypedSection {
  readonly use: string;
  readonly [option: string]: unknown;
}

type SectionOfNames<Names> = [keyof Names] extends [never]
  ? UntypedSection
  : { [Name in keyof Names & string]: { readonly use: Name } & Names[Name] }[keyof Names & string];

type SectionOfPlugin<Plugin, Kind extends FactoryKind> =
  Plugin extends VaultPlugin<infer R> ? (Kind extends keyof R ? SectionOfNames<NonNullable<R[Kind]>> : never) : never;

/**
 * What `Kind` may be, given the plugins: `{ use: <a name that one of them registers>, …its options }`.
 * Plugins whose registrations aren't known to the compiler make it an `UntypedSection`.
 */
export type Section<Plugins extends readonly VaultPlugin[], Kind extends FactoryKind> = SectionOfPlugin<
  Plugins[number],
  Kind
>;

/** How to open a vault. Closed: an unknown member is refused. */
export interface VaultConfiguration<Plugins extends readonly VaultPlugin[] = readonly VaultPlugin[]> extends Locality {
  /** Everything that the vault can use. Order has no meaning. */
  readonly plugins: Plugins;
  readonly keyStore: Section<Plugins, 'keyStore'>;
  readonly rootKey: Section<Plugins, 'rootKey'>;
  readonly authorizer: Section<Plugins, 'authorizer'>;
  /** Where audit events go; each event goes to all sinks. None: nothing is audited. */
  readonly audit?: readonly Section<Plugins, 'auditSink'>[];
  /** What uses of keys wait for; default `accepted`. Changes wait for `written` at least. */
  readonly auditLevel?: AuditLevel;
  /** Whether to make a new vault in an empty store; default true. Otherwise an empty store is `VaultNotFound`. */
  readonly create?: boolean;
  /** What relative paths in sections are relative to; default: the working directory. */
  readonly baseDirectory?: string;
  readonly limits?: Partial<Limits>;
  /** Whether callers may change aliases so that they gain rights by it; default false. */
  readonly allowSelfGain?: boolean;
  /**
   * Who runs scheduled work, such as the destruction of keys: `timer`, the default: the vault by itself, once a minute
   * while it is open; `manual`: only the host, with `vault.administration.runDueJobs()`.
   */
  readonly jobs?: 'timer' | 'manual';
  readonly clock?: Clock;
}
