import type { DecisionRecord, KeptRecord, RecordLine } from './decision';
import { bounded } from './free-text';
import { jsonLine } from './json-line';

/** Longest free text of each field, in UTF-16 code units. The schema states the same. */
export const FIELD_LIMITS = {
  service: 64,
  requestId: 128,
  reason: 64,
  principal: 512,
  roleSession: 64,
  issuer: 32,
  mapping: 256,
  method: 128,
  taskId: 512,
  family: 256,
  worker: 256,
  resource: 256,
  job: 64,
  run: 80,
  statedReason: 500,
  sourceAddress: 64,
  userAgent: 256,
} as const;

/** What a log adds to each record. */
export type Envelope = Pick<KeptRecord, 'service' | 'instance' | 'sequence'>;

/**
 * The record as it is kept. Fields are named one by one, so that nothing is kept because it happened to hang on the object.
 * Absent ones are left out.
 */
export function keptRecord(record: DecisionRecord, envelope: Envelope): KeptRecord {
  return {
    version: 1,
    event: record.event,
    time: record.time,
    service: bounded(envelope.service, FIELD_LIMITS.service),
    instance: envelope.instance,
    sequence: envelope.sequence,
    requestId: bounded(record.requestId, FIELD_LIMITS.requestId),
    lane: record.lane,
    outcome: record.outcome,
    reason: bounded(record.reason, FIELD_LIMITS.reason),
    action: record.action,
    change: record.change,
    principal: nullable(record.principal, FIELD_LIMITS.principal),
    principalKind: record.principalKind,
    session: record.session,
    roleSession: optional(record.roleSession, FIELD_LIMITS.roleSession),
    issuer: optional(record.issuer, FIELD_LIMITS.issuer),
    mapping: nullable(record.mapping, FIELD_LIMITS.mapping),
    method: nullable(record.method, FIELD_LIMITS.method),
    taskId: optional(record.taskId, FIELD_LIMITS.taskId),
    taskStatus: record.taskStatus,
    family: optional(record.family, FIELD_LIMITS.family),
    worker: optional(record.worker, FIELD_LIMITS.worker),
    resource: optional(record.resource, FIELD_LIMITS.resource),
    job: optional(record.job, FIELD_LIMITS.job),
    run: optional(record.run, FIELD_LIMITS.run),
    statedReason: optional(record.statedReason, FIELD_LIMITS.statedReason),
    status: record.status,
    sourceAddress: nullable(record.sourceAddress, FIELD_LIMITS.sourceAddress),
    userAgent: nullable(record.userAgent, FIELD_LIMITS.userAgent),
  };
}

/** The record as a line of JSON with its size and time. */
export function recordLine(record: DecisionRecord, envelope: Envelope): RecordLine {
  const line = jsonLine(keptRecord(record, envelope));
  return { timestamp: Date.parse(record.time), line, bytes: Buffer.byteLength(line) };
}

function nullable(text: string | null, maximum: number): string | null {
  return text === null ? null : bounded(text, maximum);
}

function optional(text: string | undefined, maximum: number): string | undefined {
  return text === undefined ? undefined : bounded(text, maximum);
}
