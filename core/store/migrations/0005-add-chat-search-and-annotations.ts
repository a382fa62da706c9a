import type { SqlDatabase } from '../database.ts';

/** Full-text search over conversations, tags and notes of skills, and a way to a run's samples by their question. */
export function addChatSearchAndAnnotations(db: SqlDatabase): void {
  // The texts have numbers of their own: those of rows with another primary key change when the file is copied.
  db.exec(`
    ALTER TABLE skills ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));
    ALTER TABLE skills ADD COLUMN note TEXT NOT NULL DEFAULT '';

    CREATE INDEX conversations_by_update ON conversations (updated_at);
    CREATE INDEX messages_by_rating ON messages (rating) WHERE rating IS NOT NULL;
    CREATE INDEX samples_by_question ON samples (run_id, number);

    CREATE TABLE conversation_texts (
      id INTEGER PRIMARY KEY,
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      message_id TEXT UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conversation_texts_by_conversation ON conversation_texts (conversation_id);

    CREATE VIRTUAL TABLE conversation_search USING fts5 (
      text, content = 'conversation_texts', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER conversation_texts_inserted AFTER INSERT ON conversation_texts BEGIN
      INSERT INTO conversation_search (rowid, text) VALUES (new.id, new.text);
    END;
    CREATE TRIGGER conversation_texts_deleted AFTER DELETE ON conversation_texts BEGIN
      INSERT INTO conversation_search (conversation_search, rowid, text) VALUES ('delete', old.id, old.text);
    END;
    CREATE TRIGGER conversation_texts_updated AFTER UPDATE ON conversation_texts BEGIN
      INSERT INTO conversation_search (conversation_search, rowid, text) VALUES ('delete', old.id, old.text);
      INSERT INTO conversation_search (rowid, text) VALUES (new.id, new.text);
    END;

    INSERT INTO conversation_texts (conversation_id, text) SELECT id, title FROM conversations;
    INSERT INTO conversation_texts (conversation_id, message_id, text) SELECT conversation_id, id, content FROM messages;

    CREATE TRIGGER conversations_inserted AFTER INSERT ON conversations BEGIN
      INSERT INTO conversation_texts (conversation_id, text) VALUES (new.id, new.title);
    END;
    CREATE TRIGGER conversations_titled AFTER UPDATE OF title ON conversations BEGIN
      UPDATE conversation_texts SET text = new.title WHERE conversation_id = new.id AND message_id IS NULL;
    END;
    CREATE TRIGGER messages_inserted AFTER INSERT ON messages BEGIN
      INSERT INTO conversation_texts (conversation_id, message_id, text)
      VALUES (new.conversation_id, new.id, new.content);
    END;
    CREATE TRIGGER messages_rewritten AFTER UPDATE OF content ON messages BEGIN
      UPDATE conversation_texts SET text = new.content WHERE message_id = new.id;
    END;
  `);
}
