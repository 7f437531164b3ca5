import { printable } from '../../documents/document-error';

const LONGEST = 200;

/** Why something failed, in one short line: an error's message, and what it says by its cause. Letters of whoever answered are made harmless. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'an unknown fault';
  const { cause } = fault;
  const deeper = cause instanceof Error ? `: ${cause.message}` : '';
  return printable(`${fault.message}${deeper}`).slice(0, LONGEST);
}
