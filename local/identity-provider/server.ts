import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { loginPage, type Page, troublePage } from './pages';
import { personWith } from './people';
import type { IdentityProviderSettings } from './settings';

const LARGEST_FORM_BYTES = 8_192;
const INTERACTION = /^\/interaction\/[A-Za-z0-9_-]{1,64}$/;

/** Serves the provider's endpoints and its login form. */
export function createIdentityServer(provider: Provider, settings: IdentityProviderSettings): Server {
  const passOn = provider.callback();
  return createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/') return redirect(response, settings.frontDoors[0] ?? '/');
    if (!INTERACTION.test(path)) return passOn(request, response);
    login(provider, settings, path, request, response).catch(() => {
      // Expired, of another browser, or ill-formed: the way out is the same.
      answer(response, 400, troublePage('This sign-in has expired or was not begun here.', settings.frontDoors[0] ?? '/'));
    });
  });
}

async function login(
  provider: Provider, settings: IdentityProviderSettings, path: string, request: IncomingMessage, response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return answer(response, 200, loginPage(path, settings.frontDoors));
  const form = new URLSearchParams(await readForm(request));
  const username = form.get('username')?.trim() ?? '';
  const person = personWith(username, form.get('password') ?? '');
  if (!person) return answer(response, 401, loginPage(path, settings.frontDoors, { username: username.slice(0, 100) }));
  await provider.interactionFinished(request, response, { login: { accountId: person.username } }, { mergeWithLastSubmission: false });
}

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_FORM_BYTES) throw new Error(`form is larger than ${LARGEST_FORM_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, { html, contentSecurityPolicy }: Page): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff',
  });
  response.end(html);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location });
  response.end();
}
