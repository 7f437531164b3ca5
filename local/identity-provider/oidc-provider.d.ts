/** The little of oidc-provider that is used here: the package has no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  /** What an interaction asks for. */
  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string };
  }

  /** The part of its koa context that pages are made with. */
  export interface PageContext {
    type: string;
    body: string;
    status: number;
    set(name: string, value: string): void;
    readonly oidc: {
      readonly client?: { readonly clientId: string };
      readonly session: { readonly accountId: string };
      readonly provider: Provider;
      readonly params: { readonly scope?: string };
    };
  }

  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    readonly Grant: new (of: { accountId: string; clientId: string }) => { addOIDCScope(scope: string): void; save(): Promise<string> };
    callback(): RequestListener;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage, response: ServerResponse, result: unknown, options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    on(event: string, listener: (context: unknown, error: Error) => void): void;
  }
}
