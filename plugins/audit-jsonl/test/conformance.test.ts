import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { auditSinkChecks, registerChecks } from '@chatelaine/conformance/audit-sink';
import type { AuditSink } from '@chatelaine/core';
import { afterAll, describe, test } from 'vitest';
import { createFile } from '../src/append-file.ts';
import { AuditFolder } from '../src/audit-folder.ts';
import { JsonlSink } from '../src/jsonl-sink.ts';
import { eventsOf, scratchDirectory } from './audit-files.ts';

const scratch = scratchDirectory();
afterAll(() => scratch.remove());

describe('the sink of JSON lines keeps the contract', () => {
  const folders = new Map<AuditSink, string>();
  registerChecks(test, auditSinkChecks, {
    open: () => {
      const folder = mkdtempSync(join(scratch.path, 'sink-'));
      const sink = new JsonlSink(new AuditFolder(folder, createFile));
      folders.set(sink, folder);
      return sink;
    },
    read: (sink) => eventsOf(folders.get(sink) ?? ''),
  });
});
