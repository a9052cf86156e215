-- The short way of the most frequent change, in front of mutate.lua: a put of one key on no condition, without tags, that
-- wants nothing back and meets nothing unusual. Same KEYS, ARGV, effects and reply as there. What it does not know it leaves
-- to mutate.lua, before it has written anything; by then none of the functions that follow has been made.
if #KEYS == 3 and ARGV[1] == '*' and ARGV[2] == 'P' and ARGV[4] == '0' and ARGV[5] == 'n'
  and #ARGV[12] ~= 16 and ARGV[14] ~= '0' and ARGV[15] ~= '0' then
  local call, sub, pack, unpack = redis.call, string.sub, struct.pack, struct.unpack
  local recordKey, body, eternal = KEYS[2], ARGV[12], 9007199254740991
  -- Of another type than string, they are not there.
  local found = call('MGET', KEYS[1], KEYS[3])
  local stamp, header = found[1], redis.pcall('GETRANGE', recordKey, 0, 51)
  local length = stamp and not found[2] and type(header) == 'string' and #stamp
  local sequence = (length == 24 or length == 32) and unpack('>I8', stamp, 9) or -1
  local untagged = length == 32 and unpack('>I8', stamp, 25) or 0
  local epoch = stamp and sub(stamp, 1, 8)
  local ours = #header == 52 and sub(header, 1, 2) == '\199\1' and sub(header, 9, 16) == epoch
  local flags = ours and string.byte(header, 3) % 16 or 0
  if sequence >= 0 and sequence <= eternal and untagged <= sequence and flags < 8 then
    local time = call('TIME')
    local us = time[1] * 1000000 + time[2]
    local now = math.floor(us / 1000)
    local expiry = ours and unpack('>I8', header, 33) or 0
    local live = flags < 4 and expiry > now and expiry <= eternal
    local lifetime = tonumber(live and ARGV[15] or ARGV[14])
    local ends = lifetime == -1 and eternal or live and lifetime == -2 and expiry or now + lifetime
    local least = tonumber(ARGV[7])
    sequence = math.max(sequence + 1, us, least - us <= 86400000000 and least or 0)
    local version = pack('>I8', sequence) .. ARGV[11]
    local record = (live and '\199\1\0\0' or '\199\1\2\0') .. sub(body, 1, 4) .. epoch .. version .. pack('>I8', ends)
      .. sub(body, 5)
    local after = epoch .. version .. (untagged > 0 and sub(stamp, 25) or '')
    if ends == eternal then
      call('MSET', recordKey, record, KEYS[1], after)
    else
      call('SET', recordKey, record, 'PX', string.format('%.0f', ends - now + ARGV[3]))
      call('SET', KEYS[1], after)
    end
    call(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', ARGV[8], '\1' .. (live and 'U' or 'C') .. ARGV[9] .. epoch
      .. sub(stamp, 9, 24) .. version .. pack('>I4', #recordKey) .. recordKey)
    return { us, epoch, { live and 2 or 1, live and 1 or 0, sequence, false, false, ARGV[11], ends } }
  end
end
