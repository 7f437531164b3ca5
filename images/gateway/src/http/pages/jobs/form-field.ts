import { DATE_INTERVAL_FORM } from '../../../../../../lib/contract/date-interval';
import { html, type SafeHtml } from '../html';
import { hintsOf } from './field-hints';
import type { FormField } from './form-fields';

/** What stands in a form's fields, as a form writes it, by parameter. A flag that isn't ticked is not there. */
export type TypedValues = ReadonlyMap<string, string>;

/** The id of a parameter's field: what a summary of errors leads to. */
export function fieldId(parameter: string): string {
  return `field-${parameter}`;
}

/**
 * A parameter's field with label, description, hints, and what is wrong with it.
 * @param typed what was typed before; undefined shows the default
 */
export function formField(field: FormField, typed: TypedValues | undefined, error: string | undefined): SafeHtml {
  const id = fieldId(field.name);
  const value = typed === undefined ? field.defaultValue : typed.get(field.name);
  const about = [
    ...(field.description === undefined ? [] : [{ id: `${id}-about`, text: html`<p class="hint" id="${id}-about">${field.description}</p>` }]),
    ...(hintsOf(field).length === 0 ? [] : [{ id: `${id}-hint`, text: html`<p class="hint" id="${id}-hint">${sentences(hintsOf(field))}</p>` }]),
    ...(error === undefined ? [] : [{ id: `${id}-error`, text: html`<p class="wrong" id="${id}-error">${sentences([error])}</p>` }]),
  ];
  const common = html` id="${id}" name="parameters.${field.name}"${about.length === 0 ? undefined
    : html` aria-describedby="${about.map((one) => one.id).join(' ')}"`}${error === undefined ? undefined : html` aria-invalid="true"`}`;
  const texts = about.map(({ text }) => text);
  if (field.kind === 'flag') return html`<div class="field">${flag(field, common, value)}${texts}</div>`;
  return html`<div class="field"><label for="${id}">${field.label}${mark(field.required)}</label>${texts}${control(field, common, value)}</div>`;
}

/** Says, also to those who hear it, that a field need not be filled in. Those that must be are the rule. */
export function mark(required: boolean): SafeHtml | undefined {
  return required ? undefined : html` <span class="optional">optional</span>`;
}

function control(field: FormField, common: SafeHtml, value: string | undefined): SafeHtml {
  const { bounds, kind } = field;
  const required = field.required ? html` required` : undefined;
  const given = value === undefined ? undefined : html` value="${value}"`;
  switch (kind) {
    case 'date':
      return html`<input type="date"${common}${required}${attribute('min', bounds.min)}${attribute('max', bounds.max)}${given}>`;
    case 'integer':
      return html`<input type="number" inputmode="numeric" step="1"${common}${required}${attribute('min', bounds.min)}${attribute('max', bounds.max)}${given}>`;
    case 'interval':
      return html`<input type="text" autocomplete="off" spellcheck="false" pattern="${DATE_INTERVAL_FORM}" maxlength="21" placeholder="2026-01"${common}${required}${given}>`;
    case 'choice':
      return html`<select${common}${required}>${options(field, value)}</select>`;
    default:
      return html`<input type="text" autocomplete="off"${common}${required}${attribute('minlength', bounds.minLength || undefined)}${
        attribute('maxlength', bounds.maxLength === undefined ? undefined : 2 * bounds.maxLength)}${
        attribute('pattern', browserPattern(bounds))}${attribute('title', sentences(hintsOf(field)) || undefined)}${given}>`;
  }
}

function options({ choices = [], required, defaultValue }: FormField, value: string | undefined): readonly SafeHtml[] {
  const none = defaultValue === undefined ? [html`<option value="">${required ? 'Choose one' : 'Not given'}</option>`] : [];
  return [...none, ...choices.map((choice) => html`<option value="${choice}"${choice === value ? html` selected` : undefined}>${choice}</option>`)];
}

/** A flag that may have one value only is shown, and can't be changed: what is sent then is a field beside it. */
function flag({ name, label, choices }: FormField, common: SafeHtml, value: string | undefined): SafeHtml {
  const ticked = (choices?.[0] ?? value) === 'true' || value === 'on';
  const fixed = choices === undefined ? undefined : html` disabled`;
  return html`<div class="tick"><input type="checkbox" value="true"${common}${ticked ? html` checked` : undefined}${fixed}><label for="${fieldId(name)}">${label}</label></div>${
    fixed === undefined ? undefined : html`<input type="hidden" name="parameters.${name}" value="${ticked ? 'true' : 'false'}">`}`;
}

/**
 * Patterns and the greatest length of JSON Schema as one pattern of HTML, which holds the whole text to it, by other rules for what
 * stands in brackets. Its maxlength counts otherwise: a letter beyond the basic plane twice. So that is but a rough bound.
 * @returns undefined where a browser could not read it: the judge holds the text to it all the same
 */
function browserPattern({ patterns, maxLength }: FormField['bounds']): string | undefined {
  const whole = `${patterns.map((one) => `(?=.*(?:${one}))`).join('')}.${maxLength === undefined ? '*' : `{0,${maxLength}}`}`;
  try {
    new RegExp(`^(?:${whole})$`, 'v');
    return whole === '.*' ? undefined : whole;
  } catch {
    return undefined;
  }
}

function attribute(name: string, value: string | number | undefined): SafeHtml | undefined {
  return value === undefined ? undefined : html` ${name}="${value}"`;
}

function sentences(texts: readonly string[]): string {
  return texts.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`).join(' ');
}
