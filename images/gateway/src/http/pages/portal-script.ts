import { createHash } from 'node:crypto';
import { PORTAL_FORMS } from './script/forms';
import { PORTAL_LISTS } from './script/lists';
import { PORTAL_TIMES } from './script/times';
import { PORTAL_WATCH } from './script/watch';

/**
 * The one script of our pages: plain ECMAScript for browsers, kept as text, so that it is served from the gateway's one file.
 * Nothing depends on it: pages are whole without.
 */
export const PORTAL_SCRIPT = `(function () {\n'use strict';\n${PORTAL_TIMES}\n${PORTAL_FORMS}\n${PORTAL_LISTS}\n${PORTAL_WATCH}\n}());\n`;

/** Where it stands. Another script has another address, so that browsers may keep it. */
export const PORTAL_SCRIPT_ADDRESS = `/portal.js?v=${createHash('sha256').update(PORTAL_SCRIPT).digest('hex').slice(0, 12)}`;
