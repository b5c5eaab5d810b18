import { RecordListDto } from './record-list.dto.js';

/** One page of a user's records, newest usage first; empty for a user that nothing is known of. */
export class UserRecordsDto extends RecordListDto {
  /**
   * Who used it.
   * @example 'user123'
   */
  user_id: string;
}
