import type { Algorithm } from './algorithm.ts';
import type { AuditSink } from './audit-sink.ts';
import type { Authorizer } from './authorizer.ts';
import type { Locality } from '../identifiers/locality.ts';
import type { KeyStore } from './key-store.ts';
import type { MaterialSource } from './material-source.ts';
import type { OptionsSchema } from './options-schema.ts';
import type { RootKey } from './root-key.ts';

/**
 * What a plugin registers under names, with the options of each: `{ keyStore: { level: LevelOptions } }`.
 * The configuration of a vault is typed by it.
 */
export interface Registrations {
  readonly keyStore?: object;
  readonly rootKey?: object;
  readonly authorizer?: object;
  readonly auditSink?: object;
}

/** Of a plugin that registers nothing under a name: what algorithms and material sources are for is said by each request. */
export type NoNames = Record<never, never>;

/** The contracts of which a plugin registers factories. */
export type FactoryKind = keyof Registrations;

/** The names that `R` has for `Kind`. */
export type NameOf<R extends Registrations, Kind extends FactoryKind> = keyof NonNullable<R[Kind]> & string;

/** The options of the name `Name`. */
export type OptionsOf<R extends Registrations, Kind extends FactoryKind, Name extends NameOf<R, Kind>> = NonNullable<
  R[Kind]
>[Name];

/** What a factory is told of the vault that it works for. */
export interface PluginContext extends Locality {
  /** Absolute; relative paths in options are relative to it. */
  readonly baseDirectory: string;
}

/** What a key store's factory is told besides. */
export interface KeyStoreContext extends PluginContext {
  /**
   * Whether a new vault may be made. If not, there is a vault already: a store that finds nothing in its place makes nothing there, and
   * throws `VaultNotFound`, so that a slip in a path leaves no trace.
   */
  readonly create: boolean;
}

/** What a root key's factory is told besides. */
export interface RootKeyContext extends PluginContext {
  /**
   * True only while nothing is wrapped under this root key: a new vault is made, or one gets it in place of another. A root key that does
   * not exist yet may be made now, never later.
   */
  readonly newVault: boolean;
}

/** Opens what the configuration selects. `options` went through the schema; `use` is taken off before. */
export interface Factory<Options, Product, Context = PluginContext> {
  readonly options: OptionsSchema<Options>;
  open(options: Options, context: Context): Product | Promise<Product>;
}

/**
 * What a plugin may register, and only while it is set up. Names are 1–64 characters of `[a-z0-9-]`.
 *
 * @throws VaultError `DuplicateRegistration`, `LateRegistration`, `InvalidPlugin`.
 */
export interface PluginHost<R extends Registrations = Registrations> {
  keyStore<Name extends NameOf<R, 'keyStore'>>(
    name: Name,
    factory: Factory<OptionsOf<R, 'keyStore', Name>, KeyStore, KeyStoreContext>,
  ): void;
  rootKey<Name extends NameOf<R, 'rootKey'>>(
    name: Name,
    factory: Factory<OptionsOf<R, 'rootKey', Name>, RootKey, RootKeyContext>,
  ): void;
  authorizer<Name extends NameOf<R, 'authorizer'>>(
    name: Name,
    factory: Factory<OptionsOf<R, 'authorizer', Name>, Authorizer>,
  ): void;
  auditSink<Name extends NameOf<R, 'auditSink'>>(
    name: Name,
    factory: Factory<OptionsOf<R, 'auditSink', Name>, AuditSink>,
  ): void;
  /** One algorithm a key spec. */
  algorithm(algorithm: Algorithm): void;
  /** One source an origin. */
  materialSource(source: MaterialSource): void;
}

/** The version of this interface. A vault refuses plugins of another. */
export const pluginApiVersion = 1;

/** A plugin as its author writes it. */
export interface PluginDefinition<R extends Registrations> {
  /** The package's name, such as `@chatelaine/store-level`; unique in a vault. */
  readonly name: string;
  readonly apiVersion: typeof pluginApiVersion;
  setup(host: PluginHost<R>): void | Promise<void>;
}

/** A plugin as a vault takes it. */
export interface VaultPlugin<R extends Registrations = Registrations> {
  readonly name: string;
  readonly apiVersion: number;
  readonly setup: (host: PluginHost) => void | Promise<void>;
  /** For types only; absent at run time. */
  readonly registers?: R;
}

/** Declares a plugin: `definePlugin<{ keyStore: { level: LevelOptions } }>({ … })`. Checked when a vault takes it. */
export function definePlugin<R extends Registrations = NoNames>(definition: PluginDefinition<R>): VaultPlugin<R> {
  return Object.freeze({
    name: definition.name,
    apiVersion: definition.apiVersion,
    setup: (host: PluginHost) => definition.setup(host as unknown as PluginHost<R>),
  });
}
