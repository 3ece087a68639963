import { resolve } from 'node:path';
import { type AuditSink, definePlugin, pluginApiVersion, type VaultPlugin } from '@chatelaine/core';
import { createFile } from './append-file.ts';
import { AuditFolder } from './audit-folder.ts';
import { prepareDirectory } from './directory.ts';
import { jsonlOptions, type JsonlOptions } from './jsonl-options.ts';
import { JsonlSink } from './jsonl-sink.ts';
import { unavailable } from './unavailable.ts';

/** The names that `jsonlAudit()` registers, with their options. */
export interface JsonlAuditRegistrations {
  readonly auditSink: { readonly jsonl: JsonlOptions };
}

async function openSink(path: string): Promise<AuditSink> {
  try {
    await prepareDirectory(path);
  } catch (cause) {
    throw unavailable(`The audit folder ${path} can't be used`, cause);
  }
  return new JsonlSink(new AuditFolder(path, createFile));
}

/** An audit trail of JSON Lines: one file for each opening of the vault and each day, one line for each event. */
export function jsonlAudit(): VaultPlugin<JsonlAuditRegistrations> {
  return definePlugin<JsonlAuditRegistrations>({
    name: '@chatelaine/audit-jsonl',
    apiVersion: pluginApiVersion,
    setup(host) {
      host.auditSink('jsonl', {
        options: jsonlOptions,
        open: async ({ path }, context) => openSink(resolve(context.baseDirectory, path)),
      });
    },
  });
}
