-- Invalidates one tag in one shard: every record that was written with it until now is dead. The cost does not depend on
-- their number. Done twice, it has the same effect: a stamp never comes back.
--
-- KEYS  1 metadata, 2 tag
-- ARGV  1 name of the tag, 2 fresh epoch (8 bytes), used where metadata is missing, 3 nonce (8 bytes), 4 least sequence,
--       5 channel of the shard's messages, 6 origin (8 bytes)
-- Reply now in us, sequence, 1 if records with the tag may stay without end, else 0
local us = micros()
local epoch, sequence, nonce = metadata(KEYS[1], ARGV[2])
local previous = struct.pack('>I8', sequence) .. nonce
sequence = math.max(sequence + 1, us, credible(tonumber(ARGV[4]), us))
local version = struct.pack('>I8', sequence) .. ARGV[3]
local left = redis.call('PTTL', KEYS[2])
-- UNLINK goes first: after it, a server with no memory left lets the SETs pass.
redis.call('UNLINK', KEYS[2])
if left == -1 then
  redis.call('SET', KEYS[2], version)
elseif left > 0 then
  redis.call('SET', KEYS[2], version, 'PX', left)
end
redis.call('SET', KEYS[1], stamped(epoch, sequence, ARGV[3], sequence))
publish(ARGV[5], message('T', ARGV[6], epoch, previous, version, ARGV[1], false))
return { us, sequence, left == -1 and 1 or 0 }
