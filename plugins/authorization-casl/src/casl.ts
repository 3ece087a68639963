import { definePlugin, pluginApiVersion, type VaultPlugin } from '@chatelaine/core';
import { openCaslAuthorizer } from './casl-authorizer.ts';
import { type CaslOptions, caslOptions } from './casl-options.ts';

/** What the plugin registers. */
export interface CaslRegistrations {
  readonly authorizer: { readonly casl: CaslOptions };
}

/** Policy documents, decided by CASL. Registers the authorizer `casl`. */
export function casl(): VaultPlugin<CaslRegistrations> {
  return definePlugin<CaslRegistrations>({
    name: '@chatelaine/authorization-casl',
    apiVersion: pluginApiVersion,
    setup(host) {
      host.authorizer('casl', {
        options: caslOptions,
        open: (options, context) => openCaslAuthorizer(options, context),
      });
    },
  });
}
