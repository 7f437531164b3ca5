import type { Access } from '../../../images/gateway/src/access/access';
import { GrantedAccess } from '../../../images/gateway/src/access/granted-access';
import type { Lane } from '../../../images/gateway/src/lane';
import { parseCall, type LuigiCall, type RawCall } from '../../../images/gateway/src/luigi/calls/call';
import type { Luigid } from '../../../images/gateway/src/luigi/client/upstream';
import { SharedAnswers } from '../../../images/gateway/src/luigi/shared/shared-answers';
import { answerView, type ViewAnswer } from '../../../images/gateway/src/luigi/visible/view';
import { Problem } from '../../../images/gateway/src/problem';
import { aMapping } from '../access/mappings';

/** A call as the visualiser makes it: data in the query. */
export function aGet(name: string, data: unknown, over: Partial<RawCall> = {}): RawCall {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { lane: 'people', httpMethod: 'GET', name, rawQuery: `data=${encodeURIComponent(text)}`, ...over };
}

/** A call as a stock worker makes it: data in a form. */
export function aPost(name: string, data: unknown, over: Partial<RawCall> = {}): RawCall {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return {
    lane: 'workers', httpMethod: 'POST', name, rawQuery: '', contentType: 'application/x-www-form-urlencoded',
    body: Buffer.from(`data=${encodeURIComponent(text)}`), ...over,
  };
}

/** A call that passes. */
export function aCall(name: string, args: Record<string, unknown> = {}, lane: Lane = 'people'): LuigiCall {
  return parseCall(aPost(name, args, { lane }));
}

/** What a caller may do who holds one mapping called `granted`. */
export function accessTo(grants: { readonly view?: string[]; readonly operate?: string[] }): Access {
  return new GrantedAccess([{ mapping: aMapping('granted', ['group:any'], grants), because: ['group:any'] }]);
}

/** What a viewer gets, with the body as plain bytes. A luigid stands for one that shares only what is on its way. */
export async function viewed(
  call: LuigiCall, access: Access, luigid: Luigid | SharedAnswers,
): Promise<Omit<ViewAnswer, 'rendering'> & { readonly answer: { readonly body: Buffer } }> {
  const answers = luigid instanceof SharedAnswers ? luigid : new SharedAnswers(luigid, { maxAgeMs: 0 });
  const { rendering, ...others } = await answerView(call, access, answers);
  return { ...others, answer: { body: await rendering.plain() } };
}

/** The Problem that the work ends in; fails where it ends well or in anything else. */
export async function problemOf(work: () => unknown): Promise<Problem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('got an answer, expected a Problem');
}
