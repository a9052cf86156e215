-- Says where a shard stands, and at what time.
--
-- KEYS  1 metadata
-- Reply the server's time in microseconds, the metadata or false
--
-- Metadata has no expiry, so PERSIST changes nothing; but a server that owns the shard no more refuses it, replica or not.
redis.call('PERSIST', KEYS[1])
return {micros(), read('GET', KEYS[1])}
