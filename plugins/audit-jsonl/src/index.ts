export { jsonlAudit, type JsonlAuditRegistrations } from './jsonl-audit.ts';
export type { JsonlOptions } from './jsonl-options.ts';
