import type { SqlDatabase } from '../database.ts';

/** Answers of chats that a person rated, kept when their chat or bot is deleted. */
export function keepRatedAnswers(db: SqlDatabase): void {
  // Ids of a message and a bot that may be gone: they refer to nothing.
  db.exec(`
    CREATE TABLE rated_answers (
      message_id TEXT PRIMARY KEY,
      bot_id TEXT NOT NULL,
      bot_name TEXT NOT NULL,
      question TEXT NOT NULL,
      answer TEXT NOT NULL,
      rating INTEGER NOT NULL CHECK (rating IN (-1, 1)),
      details TEXT CHECK (json_valid(details)),
      rated_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rated_answers_by_bot ON rated_answers (bot_id, rated_at);

    INSERT INTO rated_answers
    SELECT m.id, c.bot_id, b.name, coalesce(q.content, ''), m.content, m.rating, m.details, m.created_at
    FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id JOIN bots AS b ON b.id = c.bot_id
    LEFT JOIN messages AS q ON q.id = m.parent_id
    WHERE m.rating IS NOT NULL;

    CREATE TRIGGER bots_renamed AFTER UPDATE OF name ON bots BEGIN
      UPDATE rated_answers SET bot_name = new.name WHERE bot_id = new.id;
    END;
  `);
}
