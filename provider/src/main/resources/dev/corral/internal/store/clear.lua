-- Ends the epoch of one shard: every record and lease written under it is dead. The cost does not depend on their number.
--
-- KEYS  1 metadata
-- ARGV  1 new epoch (8 bytes), 2 nonce (8 bytes), 3 least sequence, 4 channel of the shard's messages, 5 origin (8 bytes),
--       6 channel on which who waits for a lease is woken: all of them
-- Reply now in us, sequence
local us = micros()
local _, sequence, nonce, _, untagged = metadata(KEYS[1], ARGV[1])
local previous = struct.pack('>I8', sequence) .. nonce
sequence = math.max(sequence + 1, us, credible(tonumber(ARGV[3]), us))
-- UNLINK goes first: after it, a server with no memory left lets the SET pass.
redis.call('UNLINK', KEYS[1])
redis.call('SET', KEYS[1], stamped(ARGV[1], sequence, ARGV[2], untagged))
publish(ARGV[4], message('X', ARGV[5], ARGV[1], previous, struct.pack('>I8', sequence) .. ARGV[2], '', false))
publish(ARGV[6], '')
return { us, sequence }
