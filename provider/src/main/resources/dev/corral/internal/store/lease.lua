-- Reads n keys of one shard and takes a lease on each that may be had, in one step.
--
-- KEYS  1 metadata; then per key: record, lease
-- ARGV  1 kind        'L' load lease, 'X' exclusive lease; an exclusive lease, and a load that is to replace what
--                     is there, preempt a load lease: what was loaded from an earlier moment on is refused
--       2 time to live of the lease in ms
--       3 when        'm' only if the record is missing or expired, 'a' always
--       4 fresh epoch (8 bytes), used where metadata is missing
--       5 freeing     '1' if the change to come frees memory: it may pass on a server that has none left
--      then per key: token (16 bytes); a lease already held under it is granted again and renewed
-- Reply now in us, metadata; then per key {granted (1, 0), ms the holder's lease has left, record or nil}
local us = micros()
local now = math.floor(us / 1000)
local kind, ttl, always, freeing = ARGV[1], ARGV[2], ARGV[3] == 'a', ARGV[5] == '1'
local epoch, sequence, nonce, known = metadata(KEYS[1], ARGV[4])
local replies = { us, epoch .. struct.pack('>I8', sequence) .. nonce }

for i = 2, #KEYS, 2 do
  local recordKey, leaseKey, token = KEYS[i], KEYS[i + 1], ARGV[5 + i / 2]
  local record = read('GET', recordKey)
  local granted, left = 0, 0
  if always or state(record, epoch, now) ~= LIVE then
    local held, holder = lease(leaseKey)
    if not held or holder == token or held == 'L' and (kind == 'X' or always) then
      if freeing then redis.call('UNLINK', leaseKey) end
      redis.call('SET', leaseKey, kind .. token .. epoch, 'PX', ttl)
      granted = 1
    else
      left = redis.call('PTTL', leaseKey)
    end
  end
  replies[#replies + 1] = { granted, left, record }
end
if not known then redis.call('SET', KEYS[1], replies[2]) end
return replies
