import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Problem } from '../../problem';
import type { LogLine, LogPage, LogPlace } from '../runs/runner';

const MAX_BYTES = 64 * 1024;
const LINE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) (.*)$/s;

/**
 * Whole lines of a log from a place on, at most 64 KB.
 * @throws Problem 400 `bad-token`
 */
export function readLogPage(file: string, { next: token, tail = false }: LogPlace): LogPage {
  if (token !== undefined && !/^(?:0|[1-9][0-9]{0,14})$/.test(token)) {
    throw new Problem(400, 'bad-token', 'got a token that no page of this log has given, expected the next of an earlier page; begin without one');
  }
  let from = Number(token ?? 0);
  const buffer = Buffer.alloc(MAX_BYTES);
  let length = 0;
  const ofEnd = tail && token === undefined;
  try {
    const descriptor = openSync(file, 'r');
    try {
      if (ofEnd) from = Math.max(0, fstatSync(descriptor).size - MAX_BYTES);
      length = readSync(descriptor, buffer, 0, MAX_BYTES, from);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // The end rarely begins where a line does.
  const start = from > 0 && ofEnd ? buffer.subarray(0, length).indexOf(0x0a) + 1 : 0;
  const whole = buffer.subarray(start, Math.max(start, buffer.subarray(0, length).lastIndexOf(0x0a) + 1));
  const items = whole.toString('utf8').split('\n').slice(0, -1).map((line): LogLine => {
    const [, time = '1970-01-01T00:00:00.000Z', message = line] = LINE.exec(line) ?? [];
    return { time, message };
  });
  return { items, next: String(from + start + whole.length), ...(ofEnd && from > 0 ? { cut: true } : {}) };
}
