import type { FactoryKind, OptionsIssue, OptionsSchema, PluginHost, VaultPlugin } from '@chatelaine/core';

type Schemas = ReadonlyMap<string, OptionsSchema<unknown>>;

/**
 * The schemas of what plugins register, so that the command can say in which line of the file an option is wrong;
 * the vault itself knows no file.
 */
export class SectionOptions {
  readonly #schemas: Schemas;

  private constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  static async of(plugins: readonly VaultPlugin[]): Promise<SectionOptions> {
    const schemas = new Map<string, OptionsSchema<unknown>>();
    const note = (kind: FactoryKind) => (name: string, factory: { readonly options: OptionsSchema<never> }) => {
      schemas.set(`${kind} ${name}`, factory.options);
    };
    const host: PluginHost = {
      keyStore: note('keyStore'),
      rootKey: note('rootKey'),
      authorizer: note('authorizer'),
      auditSink: note('auditSink'),
      algorithm: () => undefined,
      materialSource: () => undefined,
    };
    for (const plugin of plugins) await plugin.setup(host);
    return new SectionOptions(schemas);
  }

  /** What is wrong with the options that stand in a section beside `use`. */
  async issues(kind: FactoryKind, { use, ...options }: { readonly use: string }): Promise<readonly OptionsIssue[]> {
    const result = await this.#schemas.get(`${kind} ${use}`)?.['~standard'].validate(options);
    return result?.issues ?? [];
  }
}
