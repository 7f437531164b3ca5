import type { Exchange } from './exchange';

/** Whether somebody asks what their proof of identity said: `/whoami?verbose`. */
export function asksForEvidence({ rawPath, rawQuery }: Pick<Exchange, 'rawPath' | 'rawQuery'>): boolean {
  return rawPath === '/whoami' && rawQuery.split('&').some((field) => /^verbose(?:=(?:true|1)?)?$/.test(field));
}
