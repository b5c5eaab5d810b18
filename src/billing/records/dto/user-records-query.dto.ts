import { OptionalId } from '../../../http/validation/is-id.js';
import { RecordFilterQuery } from './record-filter-query.dto.js';

export class UserRecordsQuery extends RecordFilterQuery {
  /** Records of this session. With it the total is counted up to 10,000. */
  @OptionalId()
  session_id?: string;

  /** Records with this `request_id`. With it the total is counted up to 10,000. */
  @OptionalId()
  request_id?: string;
}
