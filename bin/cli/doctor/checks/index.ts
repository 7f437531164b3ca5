import type { Check } from '../check';
import { BEARER } from './bearer';
import { CERTIFICATE } from './certificate';
import { CLOCK } from './clock';
import { DATA } from './data';
import { HEADERS } from './headers';
import { HEALTH } from './health';
import { LOGIN } from './login';
import { METHODS } from './methods';
import { PLAIN_HTTP } from './plain-http';
import { TLS_VERSIONS } from './tls-versions';
import { UNKNOWN_HOST } from './unknown-host';

/** Of TLS, where there is some. */
export const TLS_CHECKS: readonly Check[] = [CERTIFICATE, TLS_VERSIONS, PLAIN_HTTP];

/** Of HTTP, in the order in which a caller meets what they look at. */
export const HTTP_CHECKS: readonly Check[] = [LOGIN, DATA, BEARER, METHODS, HEADERS, HEALTH, UNKNOWN_HOST, CLOCK];
