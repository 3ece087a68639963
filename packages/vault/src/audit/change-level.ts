import { type AuditLevel, auditLevels } from '@chatelaine/core';

/** What changes wait for where uses wait for `level`: `written` at least. */
export function changeLevelOf(level: AuditLevel): AuditLevel {
  return auditLevels.indexOf(level) < auditLevels.indexOf('written') ? 'written' : level;
}
