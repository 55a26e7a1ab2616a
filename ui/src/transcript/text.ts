// A transcript as plain text, for a bug report. Its secrets were masked before it came here.

import type { HttpStepView, StepView, TranscriptView } from '../lib/ipc';

export function asText(transcript: TranscriptView): string {
  const start = transcript.steps[0]?.at ?? transcript.at;
  const head = `${transcript.title}, ${new Date(transcript.at).toISOString()}`;
  return [head, ...transcript.steps.map((step) => stepText(step, start))].join('\n') + '\n';
}

function stepText(step: StepView, start: number): string {
  const lines = [`+${Math.round(step.at - start)} ms  ${step.title}`];
  if (step.http) lines.push(...httpLines(step.http).map((line) => `    ${line}`));
  lines.push(...step.notes.map((note) => `    * ${note}`));
  return lines.join('\n');
}

function httpLines(http: HttpStepView): string[] {
  const headers = (all: HttpStepView['request_headers']) =>
    all.map(({ name, value }) => `${name}: ${value}`);
  const body = (text: string | null) => (text ? ['', ...text.split('\n')] : []);
  const sent = [
    `> ${http.method} ${http.url}`,
    ...headers(http.request_headers),
    ...body(http.request_body),
  ];
  if (http.status === null) return sent;
  const took = http.millis === null ? '' : ` after ${http.millis} ms`;
  return [
    ...sent,
    `< HTTP ${http.status}${took}`,
    ...headers(http.response_headers),
    ...body(http.response_body),
  ];
}
