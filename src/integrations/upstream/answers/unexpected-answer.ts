import { NotSent } from '../../payer/remote-payer.js';
import { wordsOf } from './answer-fields.js';
import { UpstreamFailure } from '../calls/upstream-failure.js';
import type { UpstreamAnswer } from '../calls/upstream-http.js';
import type { UpstreamName } from '../upstream.js';

/** An answer that says neither yes nor no. 429 is given before anything is done; what any other one hides is unknown. */
export function unexpectedAnswer(upstream: UpstreamName, answer: UpstreamAnswer): Error {
  const words = wordsOf(answer);
  const said = `answered ${words === `status ${answer.status}` ? answer.status : `${answer.status}: ${words}`}`;
  return answer.status === 429 ? new NotSent(`${upstream}: ${said}`) : new UpstreamFailure(upstream, said);
}
