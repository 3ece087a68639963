import { resolve } from 'node:path';
import type { Authorizer, PluginContext, Policy, PolicyDocument } from '@chatelaine/core';
import { loadPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import type { CaslOptions } from './casl-options.ts';
import { CaslPolicy } from './casl-policy.ts';

/**
 * Opens the authorizer.
 *
 * @throws VaultError `InvalidPolicy`, `InvalidArgument` for a folder of policies that can't be taken whole.
 */
export function openCaslAuthorizer({ policies }: CaslOptions, context: PluginContext): Authorizer {
  const { region, domainId, baseDirectory } = context;
  const compile = (documents: readonly PolicyDocument[]): Policy =>
    new CaslPolicy(loadPolicyDocuments(documents), { region, domainId });
  if (policies === undefined) return { compile };
  return { compile, policy: compile(readPolicyFolder(resolve(baseDirectory, policies))) };
}
